"""What can be touched from here: `starts` looks the argument up, `answer` puts the report together."""
