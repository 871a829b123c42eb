"""What a design needs to live in production, and drills that prove each part on a real server.

Everything follows from a Brief, a Catalog and a Workload; nothing here knows a design.
"""
