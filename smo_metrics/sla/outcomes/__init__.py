"""What happened to the promise: which share was in time, and which open tasks will not be?"""
