const Sequencer = require("@jest/test-sequencer").default;

const LONG = /\/test\/(?:deploy|differential|node-versions)/;

/** What takes minutes begins first, so that nothing of it is left alone at the end; without a cache, Jest cannot know. */
module.exports = class extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => Number(LONG.test(path));
    return super.sort(tests).sort((a, b) => isLong(b) - isLong(a));
  }
};
