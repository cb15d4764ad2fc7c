"""What `./run` does: prepare the machine, run PostgreSQL, the demo, the tests and the checks.

Standard library only: it runs before anything is installed. It never imports Django or the application.
"""
