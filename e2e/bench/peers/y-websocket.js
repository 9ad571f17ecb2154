// y-websocket 2's own server with y-leveldb. PORT and YPERSISTENCE come from the environment.
process.env.HOST = '127.0.0.1'
await import('./node_modules/y-websocket/bin/server.cjs')
