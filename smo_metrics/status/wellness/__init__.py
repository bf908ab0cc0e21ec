"""Is anybody over-exposed to sensitive content, and who could take over some of it?"""
