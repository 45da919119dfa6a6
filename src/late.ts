/** A value that may have to be waited for: by the first who calls this. */
export type Late<T> = () => T;

/** Works a value out when it is first asked for, and then lets go of what it was made of. */
export function late<T>(work: () => T): Late<T> {
  let known: { readonly value: T } | undefined;
  let open: (() => T) | undefined = work;
  return () => {
    known ??= { value: open!() };
    open = undefined;
    return known.value;
  };
}
