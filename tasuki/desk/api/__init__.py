"""What the desk shows and no stage has alone, for programs."""
