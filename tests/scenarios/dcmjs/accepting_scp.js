// What the programs here have in common: a listener that accepts every presentation context in its first transfer syntax.

const { Scp, constants } = require('dcmjs-dimse');

class AcceptingScp extends Scp {
  associationRequested(asked) {
    for (const { id } of asked.getPresentationContexts()) {
      const context = asked.getPresentationContext(id);
      context.setResult(constants.PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
    }
    this.sendAssociationAccept();
  }
}

// The items of a sequence, which the library gives alone where it is one.
function listOf(sequence) {
  return [].concat(sequence || []);
}

module.exports = { AcceptingScp, listOf };
