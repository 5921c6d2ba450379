import os,time,resource
from pathlib import Path
import pytest
from django.db import connection
from tasuki.records.models import Lead
from tasuki.stages.intake.importing.run import import_file
from tasuki.stages.intake.actions import revert_import, rescore_many
from tasuki.stages.intake.queries import leads_of_import
from tasuki.stages.intake.likeness import find_duplicates, person_facts_of, CANDIDATES, candidate_params
from tasuki.stages.intake.keys import stored_keys
from tasuki.playbooks.queries import in_force
@pytest.mark.django_db
def test_b(agreement,cast,at,as_):
    kei=cast("kei","revops"); cast("aoi","sdr",name="青木 葵")
    seen=[]
    out=import_file("leads",Path("/tmp/tk/intake/leads100k.csv"),by=as_(kei),at=at,progress=lambda a,b,c: seen.append((a,resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024)))
    print("\nrss by rows",seen[::3], "seconds",out.seconds)
    c=connection.cursor(); c.execute("analyze records_lead")
    free=frozenset(in_force().free_mail)
    rows=list(Lead.objects.order_by("?").values()[:300]); T=[]; S=[]; N=[]
    for r in rows:
        f=person_facts_of(r); t=time.perf_counter(); x=find_duplicates(f,free_mail=free); T.append(time.perf_counter()-t)
        t=time.perf_counter(); c.execute(CANDIDATES,candidate_params(stored_keys(f,free),None)); n=len(c.fetchall()); S.append(time.perf_counter()-t); N.append(n)
    T.sort();S.sort();N.sort(); print("find p50/p95 ms",T[150]*1e3,T[285]*1e3,"sql",S[150]*1e3,S[285]*1e3,"cands",N[150],N[285])
    t=time.perf_counter(); n=rescore_many(list(leads_of_import(out.import_id))[:20000],at=at); print("rescore/s",n/(time.perf_counter()-t))
    t=time.perf_counter(); r=revert_import(out.import_id,by=as_(kei),at=at); print("revert",r.deleted,time.perf_counter()-t)
