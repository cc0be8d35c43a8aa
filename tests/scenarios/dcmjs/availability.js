// Instance Availability Notifications taken by dcmjs-dimse, an implementation that shares nothing with ours.
//
//   node availability.js PORT
//
// Listens on PORT and takes each N-CREATE; a C-STORE is refused, as one refuses it who wants to know and not to have.
// What was told is told on in lines of JSON on standard output.

const { Server, constants, log, responses } = require('dcmjs-dimse');
const { AcceptingScp, listOf } = require('./accepting_scp');

const port = Number(process.argv[2]);
const { Status } = constants;

log.level = 'error';

class Listener extends AcceptingScp {
  cStoreRequest(request, callback) {
    const response = responses.CStoreResponse.fromRequest(request);
    response.setStatus(Status.SopClassNotSupported);
    callback(response);
  }

  nCreateRequest(request, callback) {
    const response = responses.NCreateResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
    const told = request.getDataset().getElements();
    process.stdout.write(JSON.stringify({
      sop_class_uid: request.getAffectedSopClassUid(),
      sop_instance_uid: request.getAffectedSopInstanceUid(),
      study: told.StudyInstanceUID,
      steps: listOf(told.ReferencedPerformedProcedureStepSequence).length,
      series: listOf(told.ReferencedSeriesSequence).map((series) => ({
        uid: series.SeriesInstanceUID,
        objects: listOf(series.ReferencedSOPSequence).map((one) => [
          one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID, one.InstanceAvailability, one.RetrieveAETitle,
        ]),
      })),
    }) + '\n');
  }

  associationReleaseRequested() {
    this.sendAssociationReleaseResponse();
  }
}

new Server(Listener).listen(port);
