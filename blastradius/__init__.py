"""The blast radius inventory of AI agents: hold it, prove it, use it in an incident."""

__version__ = "0.1.0"
