"""The process of the engine.

server, lifetime  what it serves, and until when
tls               certificates made on the spot
heavy, doctor     parts that are installed apart, and who lists what is there
"""
