import type { Duplex } from "node:stream";
import type { MessagePort } from "node:worker_threads";
import type { Credentials } from "../../material/credentials";

/** A connection to try: a server of this Node, and a client that presents itself as the runtime does. */
export interface Handshake {
  readonly server: {
    readonly certificate: string;
    readonly privateKey: string;
    /** The authorities whose clients are let in, PEM; without them no client's certificate is asked for. */
    readonly clientAuthorities?: string;
    /** Believe an authority although its own issuer is not known. */
    readonly partialChains?: boolean;
  };
  readonly client: Partial<Credentials>;
  readonly maxVersion: "TLSv1.2" | "TLSv1.3";
}

/** Undefined: both sides are content. Otherwise OpenSSL's reason, in its words. */
export type Refusal = string | undefined;

/** What the thread is asked; it answers with the refusals. */
export interface Question {
  readonly jobs: readonly Handshake[];
  /** The first that succeeds is the last that is tried. */
  readonly untilOneSucceeds: boolean;
}

/** What the thread is given. */
export interface ThreadData {
  /** Questions come in here, and answers go out in their order. */
  readonly port: MessagePort;
  /** How many questions are answered; -1 when the thread ends. Who waits for it is woken. */
  readonly state: Int32Array;
}

/**
 * The program of the thread. It is handed over as source, so that it needs no file of its own wherever this package is
 * bundled: it uses nothing from around it, and has methods instead of named functions, which bundlers would wrap.
 */
export function program({ port, state }: ThreadData): void {
  const tls = process.getBuiltinModule("node:tls");
  const stream = process.getBuiltinModule("node:stream");
  const TIMEOUT_MS = 20_000;

  const work = {
    /** Ends the handshake under way. */
    unexpected: (_refusal: Refusal): void => {},

    /** Two streams, each of which reads what is written into the other. */
    pipe(): [Duplex, Duplex] {
      const ends: Duplex[] = [];
      for (const peer of [1, 0]) {
        const deliver = { push: (chunk: Buffer | null) => ends[peer]!.destroyed || ends[peer]!.push(chunk) };
        const end = new stream.Duplex({
          read() {},
          // Not at once: Node keeps the state of a read where another one would overwrite it.
          write(chunk, _encoding, written) {
            process.nextTick(deliver.push, chunk);
            written();
          },
          final(ended) {
            process.nextTick(deliver.push, null);
            ended();
          },
        });
        ends.push(end);
      }
      return [ends[0]!, ends[1]!];
    },

    connect({ server, client, maxVersion }: Handshake, streams: Duplex[], end: (refusal: Refusal) => void): void {
      const [near, far] = work.pipe();
      streams.push(near, far);
      const asks = server.clientAuthorities !== undefined;
      const secureContext = tls.createSecureContext({
        cert: server.certificate,
        key: server.privateKey,
        ca: server.clientAuthorities,
        ciphers: "DEFAULT:@SECLEVEL=2",
        maxVersion,
        ...(server.partialChains ? { allowPartialTrustChain: true } : {}),
      });
      const identity = tls.createSecureContext(client);
      const accepting = new tls.TLSSocket(far, {
        isServer: true,
        requestCert: asks,
        rejectUnauthorized: false,
        secureContext,
      });
      streams.push(accepting);
      accepting.on("error", (error) => end(work.reasonOf(error)));
      accepting.on("secure", () => {
        // The types of Node do not have the handle on which its own server asks this.
        const { ssl } = accepting as unknown as { ssl: { verifyError(): Error | null } };
        const error = asks ? ssl.verifyError() : null;
        if (asks && accepting.getPeerX509Certificate() === undefined) end("no certificate was presented");
        else if (error) end(work.reasonOf(error));
        else accepting.on("data", () => accepting.end("welcome"));
      });
      const connecting = tls.connect({
        socket: near,
        secureContext: identity,
        rejectUnauthorized: !asks,
        checkServerIdentity: () => undefined,
      });
      connecting.write("hello");
      streams.push(connecting);
      connecting.on("error", (error) => end(work.reasonOf(error)));
      connecting.on("data", () => end(undefined));
    },

    reasonOf(error: unknown): string {
      const { reason, message } = error as { reason?: unknown; message?: unknown };
      // Node 24 adds a hint for who runs it, after a semicolon.
      return String(reason ?? message).split(";", 1)[0]!;
    },

    async prove(job: Handshake): Promise<Refusal> {
      const streams: Duplex[] = [];
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Refusal>((resolve) => {
          work.unexpected = resolve;
          timer = setTimeout(() => resolve("the handshake did not end"), TIMEOUT_MS);
          work.connect(job, streams, resolve);
        });
      } catch (error) {
        return work.reasonOf(error);
      } finally {
        clearTimeout(timer);
        for (const one of streams) one.destroy();
      }
    },

    async answer({ jobs, untilOneSucceeds }: Question): Promise<void> {
      const refusals: Refusal[] = [];
      for (const job of jobs) {
        const refusal = await work.prove(job);
        refusals.push(refusal);
        if (untilOneSucceeds && refusal === undefined) break;
      }
      port.postMessage(refusals);
      Atomics.add(state, 0, 1);
      Atomics.notify(state, 0);
    },
  };

  // What Node throws while no handler of ours is on the stack.
  process.on("uncaughtException", (error) => work.unexpected(work.reasonOf(error)));
  process.on("exit", () => {
    Atomics.store(state, 0, -1);
    Atomics.notify(state, 0);
  });
  let answered = Promise.resolve();
  port.on("message", (question) => {
    answered = answered.then(() => work.answer(question));
  });
}
