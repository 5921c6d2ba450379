"""What every product needs, whatever it sells: people, access, journal, jobs, HTTP, ports, time, database."""
