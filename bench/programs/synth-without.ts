// The same app without anything of this package.
import { synthesise } from "./synthesise";

synthesise(() => undefined);
