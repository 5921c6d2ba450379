import os,time,resource,threading
from pathlib import Path
import pytest
from django.db import connection
from tasuki.stages.intake.importing.run import import_file
F=os.environ.get("F","/tmp/tk/intake/leads2k.csv")
@pytest.mark.django_db
def test_b(agreement,cast,at,as_):
    kei=cast("kei","revops"); cast("aoi","sdr",name="青木 葵")
    base=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024
    for dup in ("skip","skip","update"):
        t=time.perf_counter(); c=time.process_time()
        out=import_file("leads",Path(F),by=as_(kei),at=at,duplicates=dup)
        s=time.perf_counter()-t
        j=out.as_json(); j.pop("rejects"); print("\n",dup,j, f"{out.rows/s:.0f} rows/s cpu {time.process_time()-c:.1f}s rss {base}->{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024} MB")
        if os.environ.get("ONCE"): break
