"""Runs BoARIO on a table written by the benchmark; prints loop CPU s, process CPU s, peak MB."""
import resource
import sys
import time

import numpy as np
import pandas as pd
import pymrio
from boario.event import from_series
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation

folder, regions, sectors, days = sys.argv[1], *map(int, sys.argv[2:5])
n = regions * sectors
names = pd.MultiIndex.from_product(
    [[f"r{k:03}" for k in range(regions)], [f"s{k:03}" for k in range(sectors)]],
    names=["region", "sector"],
)
users = pd.MultiIndex.from_product(
    [[f"r{k:03}" for k in range(regions)], [f"c{k:03}" for k in range(4)]],
    names=["region", "category"],
)
table = pymrio.IOSystem(
    Z=pd.DataFrame(np.fromfile(f"{folder}/Z").reshape(n, n), names, names),
    Y=pd.DataFrame(np.fromfile(f"{folder}/Y").reshape(n, 4 * regions), names, users),
)
table.x = pymrio.calc_x(table.Z, table.Y)
table.A = pymrio.calc_A(table.Z, table.x)
model = ARIOPsiModel(table)
impact = pd.Series([0.3], index=names[1:2])
event = from_series(
    impact, event_type="arbitrary", occurrence=10, duration=30,
    recovery_tau=60, recovery_function="linear",
)
simulation = Simulation(model, n_temporal_units_to_sim=days)
simulation.add_event(event)
start = time.process_time()
simulation.loop()
loop = time.process_time() - start
simulation.production_realised.to_numpy(dtype=float).tofile(f"{folder}/X")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(loop, time.process_time(), peak)
