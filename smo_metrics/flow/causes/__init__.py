"""Why does work wait, and which stage holds the others up from day to day?"""
