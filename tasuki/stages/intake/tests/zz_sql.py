import os,time,collections
from pathlib import Path
import pytest
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.importing import landing, staging
@pytest.mark.django_db
def test_b(agreement,cast,at,as_,monkeypatch):
    kei=cast("kei","revops"); cast("aoi","sdr",name="青木 葵")
    T=collections.Counter()
    orig=landing.Landing._run
    def run(self,*st,**m):
        n=0
        for s in st:
            t=time.perf_counter(); n+=orig(self,s,**m); T[s[:60].replace("\n"," ")]+=time.perf_counter()-t
        return n
    monkeypatch.setattr(landing.Landing,"_run",run)
    oc=landing.copy_in
    def ci(*a):
        t=time.perf_counter(); oc(*a); T["copy_in"]+=time.perf_counter()-t
    monkeypatch.setattr(landing,"copy_in",ci)
    t=time.perf_counter()
    out=import_file("leads",Path("/tmp/tk/intake/leads100k.csv"),by=as_(kei),at=at)
    print("\n",out.rows, out.rows/(time.perf_counter()-t))
    for k,v in T.most_common(): print(f"{v:7.2f} {k}")
