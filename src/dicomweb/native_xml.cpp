#include "dicomweb/native_xml.hpp"

#include "dicomweb/json_tokens.hpp"
#include "dicomweb/native_xml_writer.hpp"

namespace kinote::dicomweb {

std::string json_to_native_xml(std::string_view json) {
    JsonTokens tokens{json};
    NativeXmlWriter writer;
    for (JsonToken token = tokens.next(); token != JsonToken::end; token = tokens.next()) {
        writer.add(token, tokens.text());
    }
    return writer.take();
}

}  // namespace kinote::dicomweb
