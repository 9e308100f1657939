// Preloaded (`node --require`): shifts the clock of this process by TEST_CLOCK_SKEW_MS, and with each write to stdout by
// TEST_CLOCK_STEP_MS more.
let skew = Number(process.env.TEST_CLOCK_SKEW_MS);
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (...args) => {
  skew += Number(process.env.TEST_CLOCK_STEP_MS ?? 0);
  return write(...args);
};
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + skew] : parts));
  }
  static now() {
    return RealDate.now() + skew;
  }
};
