// A receiver of DCMTK that does nothing but what is named. With a folder the limit for objects that come in:
// bit-preserving, each object a file that is synced with its folder before the answer. Without one it throws away what
// comes, for those that send. Usage: plain_receiver PORT [FOLDER]; ends by a signal.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmf.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/dimse.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int network_timeout = 30;
constexpr int threads = 8;  ///< as many associations at once

bool sync(const std::string& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags);
    const bool is_synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    return is_synced;
}

OFCondition answer(T_ASC_Association* association, T_DIMSE_Message& message, T_ASC_PresentationContextID context,
                   DIC_US status) {
    T_DIMSE_C_StoreRSP response{};
    response.MessageIDBeingRespondedTo = message.msg.CStoreRQ.MessageID;
    response.DataSetType = DIMSE_DATASET_NULL;
    response.DimseStatus = status;
    return DIMSE_sendStoreResponse(association, context, &message.msg.CStoreRQ, &response, nullptr);
}

// What DIMSE_storeProvider does, with the answer after the syncs.
OFCondition store_durably(T_ASC_Association* association, T_DIMSE_Message& message, T_ASC_PresentationContextID context,
                          const std::string& folder) {
    static std::atomic<unsigned> last = 0;
    const std::string path = folder + "/" + std::to_string(++last) + ".dcm";
    DcmOutputFileStream* stream = nullptr;
    OFCondition condition =
        DIMSE_createFilestream(path.c_str(), &message.msg.CStoreRQ, association, context, OFTrue, &stream);
    if (condition.bad()) return condition;
    T_ASC_PresentationContextID data_context = context;
    condition = DIMSE_receiveDataSetInFile(association, DIMSE_BLOCKING, 0, &data_context, stream, nullptr, nullptr);
    delete stream;
    if (condition.bad()) return condition;
    const bool is_durable = sync(path, O_RDWR) && sync(folder, O_RDONLY | O_DIRECTORY);
    return answer(association, message, context, is_durable ? STATUS_Success : STATUS_STORE_Refused_OutOfResources);
}

OFCondition throw_away(T_ASC_Association* association, T_DIMSE_Message& message, T_ASC_PresentationContextID context) {
    DIC_UL bytes = 0;
    DIC_UL values = 0;
    const OFCondition condition = DIMSE_ignoreDataSet(association, DIMSE_BLOCKING, 0, &bytes, &values);
    return condition.good() ? answer(association, message, context, STATUS_Success) : condition;
}

void serve(T_ASC_Association* association, const std::string& folder) {
    OFCondition condition = EC_Normal;
    while (condition.good()) {
        T_DIMSE_Message message;
        T_ASC_PresentationContextID context = 0;
        condition = DIMSE_receiveCommand(association, DIMSE_BLOCKING, 0, &context, &message, nullptr);
        if (condition == DUL_PEERREQUESTEDRELEASE) {
            ASC_acknowledgeRelease(association);
        } else if (condition.good()) {
            if (message.CommandField != DIMSE_C_STORE_RQ) return;
            condition = folder.empty() ? throw_away(association, message, context)
                                       : store_durably(association, message, context, folder);
        }
    }
}

void serve_associations(T_ASC_Network* network, const std::string& folder) {
    const char* classes[] = {UID_KeyObjectSelectionDocumentStorage, UID_CTImageStorage};
    const char* syntaxes[] = {UID_LittleEndianExplicitTransferSyntax};
    while (true) {
        T_ASC_Association* association = nullptr;
        const OFCondition received = ASC_receiveAssociation(network, &association, ASC_DEFAULTMAXPDU);
        if (received.good()) {
            ASC_acceptContextsWithPreferredTransferSyntaxes(association->params, classes, 2, syntaxes, 1);
            if (ASC_acknowledgeAssociation(association).good()) serve(association, folder);
        }
        ASC_dropAssociation(association);
        ASC_destroyAssociation(&association);
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2 && count != 3) {
        std::fputs("usage: plain_receiver PORT [FOLDER]\n", stderr);
        return 2;
    }
    ::setenv("TCP_NODELAY", "1", 1);
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    dcmDisableGethostbyaddr.set(OFTrue);
    T_ASC_Network* network = nullptr;
    if (ASC_initializeNetwork(NET_ACCEPTOR, std::stoi(arguments[1]), network_timeout, &network).bad()) {
        std::fputs("plain_receiver: cannot listen\n", stderr);
        return 1;
    }
    const std::string folder = count == 3 ? arguments[2] : "";
    std::puts("ready");
    std::fflush(stdout);
    std::vector<std::thread> servers;
    for (int i = 0; i < threads; ++i) servers.emplace_back([&] { serve_associations(network, folder); });
    for (std::thread& server : servers) server.join();
    return 0;
}
