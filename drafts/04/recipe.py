"""Recipe runs: python recipe.py NAME key=value ... ; train 54,000, validate 6,000 (test never read)."""
import os, sys, time, json, math
os.environ["TF_CPP_MIN_LOG_LEVEL"]="3"
import numpy as np, keras, tensorflow as tf
from keras import layers
t00=time.time()
cfg=dict(sizes="1024,1024",epochs=15,batch=256,lr=2e-3,warm=0.1,drop=0.0,dropin=0.0,smooth=0.0,bn=0,wd=0.0,opt="adam",rot=12.0,scale=0.12,shear=0.2,shift=2.0,elastic=1.0,grid=5,aug=1,ema=0,seed=0,clip=0.0,act="relu",crop=2,budget=230,n=54000,clean=0,mix=0.0,jit=1)
name=sys.argv[1]
for a in sys.argv[2:]:
    k,v=a.split("="); cfg[k]=type(cfg[k])(v) if not isinstance(cfg[k],str) else v
keras.utils.set_random_seed(cfg["seed"])
z=np.load("../shared/data/mnist.npz")
order=np.random.default_rng(1904).permutation(60000)
x=z["x_train"][order]; y=z["y_train"][order].astype(int)
xt,yt=x[:54000][:cfg["n"]].astype("float32")/255,y[:54000][:cfg["n"]]
xv,yv=x[54000:].astype("float32")/255,y[54000:]
c=cfg["crop"]; side=28-2*c; flat=lambda im: np.asarray(im)[:, c:28-c, c:28-c].reshape(len(im),-1)
# separable smooth basis
g=cfg["grid"]; centres=np.linspace(0,27,g); B=np.exp(-0.5*((np.arange(28)[:,None]-centres)/(27/(g-1)*0.7))**2)
B/= np.sqrt((B**2).sum(1)).mean(); B=B.astype("float32")
ii,jj=np.meshgrid(np.arange(28.)-13.5,np.arange(28.)-13.5,indexing="ij")
ii,jj=ii.astype("float32"),jj.astype("float32")
@tf.function(jit_compile=False)
def deform(im, M, t, N):
    n=tf.shape(im)[0]
    field=tf.einsum("ia,ncab,jb->ncij",B,N,B)
    r=M[:,0,0,None,None]*ii+M[:,0,1,None,None]*jj+t[:,0,None,None]+13.5+field[:,0]
    s=M[:,1,0,None,None]*ii+M[:,1,1,None,None]*jj+t[:,1,None,None]+13.5+field[:,1]
    r=tf.clip_by_value(r,0.,26.999); s=tf.clip_by_value(s,0.,26.999)
    r0=tf.floor(r); s0=tf.floor(s); fr=r-r0; fs=s-s0
    base=tf.cast(r0,tf.int32)*28+tf.cast(s0,tf.int32)+tf.range(n)[:,None,None]*784
    f=tf.reshape(im,[-1]); G=lambda k: tf.gather(f,base+k)
    return (1-fr)*((1-fs)*G(0)+fs*G(1))+fr*((1-fs)*G(28)+fs*G(29))
def augmented(im,rng):
    out=np.empty((len(im),side*side),"float32")
    for k in range(0,len(im),6000):
        b=im[k:k+6000]; n=len(b)
        a=rng.uniform(-1,1,n)*np.deg2rad(cfg["rot"]); sx,sy=np.exp(rng.uniform(-1,1,(2,n))*cfg["scale"]); sh=rng.uniform(-1,1,n)*cfg["shear"]
        R=np.stack([np.stack([np.cos(a),-np.sin(a)],-1),np.stack([np.sin(a),np.cos(a)],-1)],1)
        S=np.zeros((n,2,2)); S[:,0,0]=sx; S[:,1,1]=sy; S[:,1,0]=sh
        M=(R@S).astype("float32"); t=(rng.uniform(-1,1,(n,2))*cfg["shift"]).astype("float32")
        N=(rng.normal(size=(n,2,g,g))*cfg["elastic"]).astype("float32")
        out[k:k+n]=flat(deform(b,M,t,N))
    return out
L=[keras.Input((side*side,))]
if cfg["dropin"]: L.append(layers.Dropout(cfg["dropin"]))
for u in map(int,cfg["sizes"].split(",")):
    if cfg["bn"]:
        L+= [layers.Dense(u,use_bias=False),layers.BatchNormalization(momentum=0.95),layers.Activation(cfg["act"])]
    else: L.append(layers.Dense(u,activation=cfg["act"],kernel_initializer="he_normal"))
    if cfg["drop"]: L.append(layers.Dropout(cfg["drop"]))
L.append(layers.Dense(10))
m=keras.Sequential(L)
steps=math.ceil(len(xt)/cfg["batch"])*cfg["epochs"]
w=int(cfg["warm"]*steps)
sched=keras.optimizers.schedules.CosineDecay(cfg["lr"]/10 if w else cfg["lr"],steps-w,alpha=0.0,warmup_target=cfg["lr"] if w else None,warmup_steps=w)
kw={}
if cfg["clip"]: kw["global_clipnorm"]=cfg["clip"]
if cfg["ema"]: kw.update(use_ema=True,ema_momentum=0.995,ema_overwrite_frequency=None)
opt={"adam":lambda: keras.optimizers.Adam(sched,**kw),"adamw":lambda: keras.optimizers.AdamW(sched,weight_decay=cfg["wd"],**kw),"sgd":lambda: keras.optimizers.SGD(sched,momentum=0.9,nesterov=True,**kw)}[cfg["opt"]]()
if cfg["smooth"]:
    loss=keras.losses.CategoricalCrossentropy(from_logits=True,label_smoothing=cfg["smooth"]); Y=np.eye(10,dtype="float32")[yt]
else:
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True); Y=yt
m.compile(opt,loss,jit_compile=bool(cfg["jit"]))
rng=np.random.default_rng(cfg["seed"]); hist=[]; t0=time.time(); ta=0; cpu0=time.process_time()
Xv=flat(xv)
for e in range(cfg["epochs"]):
    t1=time.time()
    X=augmented(xt,rng) if cfg["aug"] and e<cfg["epochs"]-cfg["clean"] else flat(xt); ta+=time.time()-t1
    h=m.fit(X,Y,batch_size=cfg["batch"],epochs=1,verbose=0)
    if e%3==2 or e==cfg["epochs"]-1:
        p=m.predict(Xv,batch_size=2000,verbose=0); acc=float((p.argmax(1)==yv).mean())
        hist.append((e+1,acc,h.history["loss"][0],round(time.time()-t0,1))); print(name,hist[-1],flush=True)
    if time.time()-t0>cfg["budget"]: print("budget",flush=True); break
tot=time.time()-t0
err=int((p.argmax(1)!=yv).sum())
print(json.dumps(dict(name=name,cfg=cfg,val_acc=acc,val_err=err,sec=round(tot,1),cpu=round(time.process_time()-cpu0,1),aug_s=round(ta,1),params=m.count_params(),hist=hist)))
open("runs/recipes.jsonl","a").write(json.dumps(dict(name=name,cfg=cfg,val_acc=acc,val_err=err,sec=round(tot,1),cpu=round(time.process_time()-cpu0,1),aug_s=round(ta,1),params=m.count_params(),hist=hist))+"\n")
np.savez_compressed(f"runs/{name}.npz",p=p,*[w.astype("float16") for w in m.get_weights()])
