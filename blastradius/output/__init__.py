"""From reports to text: pure functions, one module per format. They compute nothing and open nothing."""
