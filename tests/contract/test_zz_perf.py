import time, copy
import psycopg, pytest
from tests.contract.conftest import *
from django.db import connection
def measure(name, f, n=1):
    seen=[]
    orig=psycopg.Cursor.execute
    def ex(self, q, *a, **k):
        seen.append(str(q)[:160]); return orig(self,q,*a,**k)
    psycopg.Cursor.execute=ex
    try: r=f()
    finally: psycopg.Cursor.execute=orig
    print("\n##",name, r.status, "statements", len(seen))
    for s in seen: print("     ", " ".join(s.split())[:130])
    return r
def test_perf(ready, api, ren, aoi, kei, sora):
    api(sora).post("/campaigns", {"code": LEAD["campaign"], "name": "Q4 webinar"})
    c=api(kei)
    c.post("/leads", {**LEAD,"external_id":"w0"})
    measure("create", lambda: c.post("/leads", {**LEAD,"external_id":"w1","person":{**LEAD["person"],"email":"z1@example.com"}}))
    t=[]
    for i in range(60):
        s=time.perf_counter(); r=c.post("/leads", {**LEAD,"external_id":f"x{i}","person":{"name":f"人 {i}","email":f"p{i}@c{i}.example.com"},"company":{"name":f"会社{i}"}}); t.append(time.perf_counter()-s); assert r.status==201
    t.sort(); print("create ms p50 p95", t[30]*1e3, t[57]*1e3)
    a=api(aoi)
    measure("list team", lambda: a.get("/leads"))
    measure("list all", lambda: c.get("/leads"))
    t=[]
    for i in range(60):
        s=time.perf_counter(); c.get("/leads"); t.append(time.perf_counter()-s)
    t.sort(); print("list ms p50 p95", t[30]*1e3, t[57]*1e3)
    leads=[ready(email=f"q{i}@d{i}.example.com", company_name=f"企業{i}", company_domain=f"d{i}.example.com") for i in range(61)]
    r=api(ren)
    body={k:v for k,v in CONVERT.items()}
    body["contacts"]=[CONVERT["contacts"][0]]
    measure("get", lambda: a.get(f"/leads/{leads[0].pk}"))
    measure("convert", lambda: r.post(f"/leads/{leads[0].pk}/convert", {**body}, {"Idempotency-Key":"a"}))
    t=[]
    for l in leads[1:]:
        s=time.perf_counter(); x=r.post(f"/leads/{l.pk}/convert", body); t.append(time.perf_counter()-s); assert x.status==201, x.json
    t.sort(); print("convert ms p50 p95", t[30]*1e3, t[57]*1e3)
    measure("handoff get", lambda: r.get("/handoffs"))
    measure("opp list", lambda: r.get("/opportunities"))
