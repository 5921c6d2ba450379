import os,time,collections
from pathlib import Path
import pytest
from django.db import connection
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.importing import landing
def cpu(pid):
    f=open(f"/proc/{pid}/stat").read().rsplit(")",1)[1].split(); return (int(f[11])+int(f[12]))/100
@pytest.mark.django_db
def test_b(agreement,cast,at,as_,monkeypatch):
    kei=cast("kei","revops"); cast("aoi","sdr",name="青木 葵")
    c=connection.cursor(); c.execute("select pg_backend_pid()"); pid=c.fetchone()[0]
    T=collections.Counter(); W=collections.Counter()
    orig=landing.Landing._run
    def run(self,*st,**m):
        n=0
        for s in st:
            t=cpu(pid); w=time.perf_counter(); n+=orig(self,s,**m); T[s[:40].replace("\n"," ")]+=cpu(pid)-t; W[s[:40].replace("\n"," ")]+=time.perf_counter()-w
        return n
    monkeypatch.setattr(landing.Landing,"_run",run)
    oc=landing.copy_in
    def ci(*a):
        t=cpu(pid); w=time.perf_counter(); oc(*a); T["copy_in"]+=cpu(pid)-t; W["copy_in"]+=time.perf_counter()-w
    monkeypatch.setattr(landing,"copy_in",ci)
    if os.environ.get("NOGIN"): c.execute("drop index lead_match_keys")
    if os.environ.get("FAST"): c.execute("alter index lead_match_keys set (fastupdate=on)")
    b=cpu(pid); p=time.process_time(); w=time.perf_counter()
    out=import_file("leads",Path("/tmp/tk/intake/leads100k.csv"),by=as_(kei),at=at)
    print("\n",out.rows, "wall",time.perf_counter()-w,"backend cpu",cpu(pid)-b,"python cpu",time.process_time()-p)
    for k,v in T.most_common(8): print(f"cpu {v:7.2f} wall {W[k]:7.2f} {k}")
