// Colyseus: a message goes to everybody in the room, or back to its sender.
import { createServer } from "node:http";
import { Room, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";

class Relay extends Room {
  onCreate() {
    // There is no state to be sent, so no timer for it either.
    this.setPatchRate(null);
    this.onMessage("tell", (_, text) => this.broadcast("tell", text));
    this.onMessage("echo", (client, text) => client.send("echo", text));
  }
}

const http = createServer();
const server = new Server({ greet: false, transport: new WebSocketTransport({ server: http }) });
server.define("relay", Relay).filterBy(["room"]);
await server.listen(0, "127.0.0.1");
console.log(JSON.stringify({ listen: `127.0.0.1:${http.address().port}` }));
