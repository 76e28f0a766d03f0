"""MABWiser's LinUCB behind a minimal server of Python's standard library, in the shapes of Vertex AI: {"instances": [{"context": [...]}]} gives
{"predictions": [...]}. It is trained on as many rounds of the same shape as ours. mabwiser_server.py ARMS DIMENSION ROUNDS
"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from mabwiser.mab import MAB, LearningPolicy

arms, dimension, rounds = map(int, sys.argv[1:])
rng = np.random.default_rng(0)
contexts = rng.normal(size=(rounds, dimension))
weights = rng.normal(size=(arms, dimension))
decisions = rng.integers(arms, size=rounds)
rewards = np.einsum("rd,rd->r", contexts, weights[decisions]) + rng.normal(size=rounds)
mab = MAB(arms=list(range(arms)), learning_policy=LearningPolicy.LinUCB(alpha=1.0))
mab.fit(decisions, rewards, contexts)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        predictions = []
        for instance in body["instances"]:
            scores = mab.predict_expectations([instance["context"]])
            predictions.append({"action": max(scores, key=scores.get), "scores": list(scores.values())})
        answer = json.dumps({"predictions": predictions}).encode()
        # One write: head and body in one packet.
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
        self.wfile.write(head.encode() + answer)


class Server(ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
print(f"Serving at http://127.0.0.1:{server.server_address[1]}/predict", flush=True)
server.serve_forever()
