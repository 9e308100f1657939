// Preloaded (`node --require`): shifts the clock of this process by TEST_CLOCK_SKEW_MS.
const skew = Number(process.env.TEST_CLOCK_SKEW_MS);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + skew] : parts));
  }
  static now() {
    return RealDate.now() + skew;
  }
};
