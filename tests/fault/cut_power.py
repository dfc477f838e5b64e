"""cut_power.py DIRECTORY: takes the power from under a mounted ext4: what is not on its disk yet is gone.

Prints when, in seconds of the monotonic clock. EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH
(fs/ext4/ext4.h): not even the journal is written out.
"""

import fcntl
import os
import struct
import sys
import time

EXT4_IOC_SHUTDOWN = 0x8004587D
NOLOGFLUSH = 2

directory = os.open(sys.argv[1], os.O_RDONLY)
cut_at = time.monotonic()
fcntl.ioctl(directory, EXT4_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
print(cut_at)
