"""What each move open to an actor does to every headline and every other actor."""
