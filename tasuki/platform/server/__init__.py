"""The embedded PostgreSQL server, and the supervisor that runs web, worker and database together.

``postgres`` is the front door: it starts the server below a home folder, or joins the one already running.
The programs come from a wheel, so nothing is installed by hand. Connections arrive over a unix socket in a
folder of mode 0700 and are recognised by the operating system's user (peer); nothing listens on TCP.
"""
