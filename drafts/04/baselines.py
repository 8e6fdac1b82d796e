"""Baselines on the same split; choices on the 6,000 of validation. python baselines.py PART"""
import sys,time,json
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
z=np.load("../shared/data/mnist.npz")
order=np.random.default_rng(1904).permutation(60000)
x=z["x_train"][order].reshape(60000,784).astype("float32")/255; y=z["y_train"][order].astype(int)
xt,yt,xv,yv=x[:54000],y[:54000],x[54000:],y[54000:]
def out(**k):
    k={a:(round(float(b),5) if isinstance(b,(float,np.floating)) else b) for a,b in k.items()}
    print(json.dumps(k),flush=True); open("runs/baselines.jsonl","a").write(json.dumps(k)+"\n")
part=sys.argv[1]
if part=="knn":
    t=time.time(); nn=KNeighborsClassifier(10,algorithm="brute").fit(xt,yt); fit=time.time()-t
    t=time.time(); d,i=nn.kneighbors(xv); pred=time.time()-t
    for k in (1,2,3,4,5,6,8,10):
        for wt in ("uniform","distance"):
            w=np.ones_like(d[:,:k]) if wt=="uniform" else 1/np.maximum(d[:,:k],1e-6)
            votes=np.zeros((6000,10)); np.add.at(votes,(np.arange(6000)[:,None],yt[i[:,:k]]),w)
            out(model="knn",k=k,weights=wt,val=np.mean(votes.argmax(1)==yv),fit_s=fit,predict_s=pred)
if part=="logistic":
    for n,C in ((54000,.1),(54000,.03),(54000,.3)):
        t=time.time(); m=LogisticRegression(C=C,max_iter=100).fit(xt[:n],yt[:n]); fit=time.time()-t
        t=time.time(); a=np.mean(m.predict(xv)==yv); out(model="logistic",n=n,C=C,val=a,fit_s=fit,predict_s=time.time()-t,iters=int(m.n_iter_[0]))
if part=="svm":
    for n,C,g in ((5000,5,.02),(5000,5,.01),(5000,5,.03),(5000,20,.02),(15000,5,.02)):
        t=time.time(); m=SVC(C=C,gamma=g).fit(xt[:n],yt[:n]); fit=time.time()-t
        t=time.time(); a=np.mean(m.predict(xv)==yv); out(model="svm",n=n,C=C,gamma=g,val=a,fit_s=fit,predict_s=time.time()-t,sv=int(m.n_support_.sum()))
