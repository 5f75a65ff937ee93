"""`triage`: the first hour on one page, made of what `undo`, `retries` and `claims` say."""
