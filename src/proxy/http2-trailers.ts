import { Dispatcher } from "undici";

type Handler = Dispatcher.DispatchHandler;

/** undici hands the trailers of HTTP/2 over as an object, and reads them as a list: without this they are lost. */
export class WithTrailers extends Dispatcher {
  constructor(private readonly inner: Dispatcher) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Handler): boolean {
    const complete: unknown = Reflect.get(handler, "onComplete");
    if (typeof complete === "function") {
      Reflect.set(handler, "onComplete", (trailers: unknown) => complete.call(handler, asList(trailers)));
    }
    return this.inner.dispatch(options, handler);
  }
}

function asList(trailers: unknown): unknown {
  if (Array.isArray(trailers) || typeof trailers !== "object" || trailers === null) return trailers;
  return Object.entries(trailers).flatMap(([name, value]) => [name, String(value)]);
}
