#pragma once
// What DCMTK needs of the process that it runs in.

namespace kinote::dimse {

/// To be called once at the start of main, before any other thread exists and before DCMTK is used: Nagle's algorithm
/// off, DCMDICTPATH ignored, no look-ups of host names, SIGPIPE ignored, DCMTK's own log reduced to warnings and
/// errors, which go to base::log without what they quote. Again: does nothing.
/// @throws base::Error internal where the data dictionary cannot be loaded.
void prepare_process();

}  // namespace kinote::dimse
