"""The same file read by pymrio: prints CPU seconds and the sum of the flows."""
import sys
import time

import pymrio

start = time.process_time()
table = pymrio.parse_oecd(sys.argv[1])
cpu = time.process_time() - start
print(cpu, float(table.Z.to_numpy().sum()))
