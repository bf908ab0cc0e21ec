"""When does a task's clock start, pause and stop, and how much of its target has passed?"""
