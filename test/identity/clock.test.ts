import { clockOf } from "../../src/identity/clock";

const times = { monotonic: 5, wall: 1_000_000 };
const pass = (monotonic: number, wall: number) => {
  times.monotonic += monotonic;
  times.wall += wall;
};
const clock = () =>
  clockOf(
    () => times.monotonic,
    () => times.wall,
  );

test("the time that a machine sleeps, in which the monotonic clock stands still, counts", () => {
  const now = clock();
  const before = now();
  pass(10, 600_010);
  expect(now() - before).toBe(600_010);
  pass(100, 100);
  expect(now() - before).toBe(600_110);
});

test("a wall clock that is set back changes nothing, and the next sleep counts all the same", () => {
  const now = clock();
  const before = now();
  pass(10, -3_600_000);
  expect(now() - before).toBe(10);
  pass(10, 60_010);
  expect(now() - before).toBe(60_020);
});

test("what the two clocks differ by while both run adds nothing up", () => {
  const now = clock();
  const before = now();
  for (let i = 0; i < 10_000; i++) {
    pass(0.1, i % 10 === 0 ? 1 : 0);
    now();
  }
  expect(now() - before).toBeCloseTo(1_000);
});
