"""``python -m backchannel`` is the same as ``backchannel``."""

from backchannel.cli.main import main

if __name__ == "__main__":
    main()
