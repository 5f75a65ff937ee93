"""The pages that a responder opens: one per system, credential and agent, and the way in.

A page must be the same tomorrow, so the clock is not asked: windows are lengths of time, what ends is printed with its
date and still counts. Only a moment that the caller names (`--now`) judges proof as stale and dates as past.
"""
