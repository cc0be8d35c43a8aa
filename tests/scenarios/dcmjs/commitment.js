// Storage Commitment by dcmjs-dimse, an implementation that shares nothing with ours.
//
//   node commitment.js PORT KINOTE_PORT AE_TITLE
//
// Listens on PORT, stores nothing of what it takes, commits to all that it is asked for, and reports over an association
// of its own to KINOTE_PORT. A line "ask TRANSACTION CLASS INSTANCE" on standard input asks kinote for commitment. What
// happens is told in lines of JSON on standard output.

const readline = require('readline');
const { Client, Dataset, Server, association, constants, log, requests, responses } = require('dcmjs-dimse');
const { AcceptingScp, listOf } = require('./accepting_scp');

const [port, kinotePort] = process.argv.slice(2, 4).map(Number);
const aeTitle = process.argv[4];
const { SopClass, Status, TransferSyntax } = constants;
const commitment = SopClass.StorageCommitmentPushModel;
const instance = '1.2.840.10008.1.20.1.1';

log.level = 'error';

function tell(event) {
  process.stdout.write(JSON.stringify(event) + '\n');
}

// Sends a request over an association of its own, where we are user or provider of the class.
function send(request, isProvider) {
  const client = new Client();
  const context = new association.PresentationContext(0, commitment, TransferSyntax.ExplicitVRLittleEndian,
    undefined, !isProvider, isProvider);
  client.addAdditionalPresentationContext(context, true);
  request.on('response', (response) => tell({ answered: response.getStatus() }));
  client.addRequest(request);
  client.on('networkError', (error) => tell({ error: String(error) }));
  client.on('associationRejected', (result) => tell({ rejected: result }));
  client.send('127.0.0.1', kinotePort, aeTitle, 'KINOTE');
}

function report(asked) {
  const request = new requests.NEventReportRequest(commitment, instance, 1);
  request.setDataset(new Dataset({
    TransactionUID: asked.TransactionUID,
    ReferencedSOPSequence: listOf(asked.ReferencedSOPSequence).map((one) => ({
      ReferencedSOPClassUID: one.ReferencedSOPClassUID,
      ReferencedSOPInstanceUID: one.ReferencedSOPInstanceUID,
    })),
  }));
  send(request, true);
}

class Archive extends AcceptingScp {
  cStoreRequest(request, callback) {
    const response = responses.CStoreResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  nActionRequest(request, callback) {
    const response = responses.NActionResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
    const asked = request.getDataset().getElements();
    tell({ asked: listOf(asked.ReferencedSOPSequence).map((one) => one.ReferencedSOPInstanceUID) });
    report(asked);
  }

  nEventReportRequest(request, callback) {
    const response = responses.NEventReportResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
    const told = request.getDataset().getElements();
    tell({
      reported: told.TransactionUID,
      type: request.getEventTypeId(),
      committed: listOf(told.ReferencedSOPSequence).map((one) => one.ReferencedSOPInstanceUID),
      failed: listOf(told.FailedSOPSequence).map((one) => [one.ReferencedSOPInstanceUID, one.FailureReason]),
    });
  }

  associationReleaseRequested() {
    this.sendAssociationReleaseResponse();
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [, transaction, sopClass, ...instances] = line.split(' ');
  const request = new requests.NActionRequest(commitment, instance, 1);
  request.setDataset(new Dataset({
    TransactionUID: transaction,
    ReferencedSOPSequence: instances.map((one) => ({
      ReferencedSOPClassUID: sopClass,
      ReferencedSOPInstanceUID: one,
    })),
  }));
  send(request, false);
}).on('close', () => process.exit(0));

new Server(Archive).listen(port);
