// In a process that loads this, every host name is this machine.
import dns from "node:dns";
import { loopback } from "./loopback";

dns.lookup = loopback as typeof dns.lookup;
