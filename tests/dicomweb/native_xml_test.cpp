#include "dicomweb/native_xml.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "dicomweb/attribute_format.hpp"
#include "dicomweb/xml_text.hpp"

namespace kinote::dicomweb {
namespace {

using testing::HasSubstr;
using testing::Not;

// Without the declaration and the root.
std::string xml_of(std::string_view json) {
    std::string xml = json_to_native_xml(json);
    const std::size_t begin = xml.find('>', xml.find("<NativeDicomModel")) + 1;
    return xml.substr(begin, xml.rfind("</NativeDicomModel>") - begin);
}

std::string escaped(std::string_view text) {
    std::string xml;
    append_xml_text(xml, text);
    return xml;
}

TEST(NativeXmlTest, it_is_a_document_of_the_namespace_of_the_standard) {
    EXPECT_EQ(json_to_native_xml("{}"),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NativeDicomModel "
              "xmlns=\"http://dicom.nema.org/PS3.19/models/NativeDICOM\" "
              "xml:space=\"preserve\"></NativeDicomModel>");
}

TEST(NativeXmlTest, values_have_their_numbers_empty_ones_too) {
    EXPECT_EQ(xml_of(R"({"00080008":{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]}})"),
              R"(<DicomAttribute tag="00080008" vr="CS" keyword="ImageType"><Value number="1">ORIGINAL</Value>)"
              R"(<Value number="2"/><Value number="3">AXIAL</Value></DicomAttribute>)");
    EXPECT_EQ(xml_of(R"({"00081030":{"vr":"LO"}})"),
              R"(<DicomAttribute tag="00081030" vr="LO" keyword="StudyDescription"></DicomAttribute>)");
}

TEST(NativeXmlTest, numbers_keep_every_digit) {
    EXPECT_THAT(xml_of(R"({"00281050":{"vr":"DS","Value":[0.50,-1e-9999999999,1e9999999999]}})"),
                HasSubstr(R"(<Value number="1">0.50</Value><Value number="2">-1e-9999999999</Value>)"
                          R"(<Value number="3">1e9999999999</Value>)"));
}

TEST(NativeXmlTest, names_are_taken_apart_into_groups_and_components) {
    EXPECT_EQ(
        xml_of(R"({"00100010":{"vr":"PN","Value":[{"Alphabetic":"Yamada^Tarou^^Dr^II^x","Ideographic":"山田^太郎"},)"
               R"(null,{"Phonetic":"^たろう"}]}})"),
        R"(<DicomAttribute tag="00100010" vr="PN" keyword="PatientName"><PersonName number="1"><Alphabetic>)"
        "<FamilyName>Yamada</FamilyName><GivenName>Tarou</GivenName><NamePrefix>Dr</NamePrefix>"
        "<NameSuffix>II^x</NameSuffix></Alphabetic><Ideographic><FamilyName>山田</FamilyName>"
        R"(<GivenName>太郎</GivenName></Ideographic></PersonName><PersonName number="2"/><PersonName number="3">)"
        "<Phonetic><GivenName>たろう</GivenName></Phonetic></PersonName></DicomAttribute>");
}

TEST(NativeXmlTest, sequences_have_numbered_items) {
    EXPECT_EQ(xml_of(R"({"00081140":{"vr":"SQ","Value":[{"00081150":{"vr":"UI","Value":["1.2"]}},{}]},)"
                     R"("00081199":{"vr":"SQ"}})"),
              R"(<DicomAttribute tag="00081140" vr="SQ" keyword="ReferencedImageSequence"><Item number="1">)"
              R"(<DicomAttribute tag="00081150" vr="UI" keyword="ReferencedSOPClassUID"><Value number="1">1.2</Value>)"
              R"(</DicomAttribute></Item><Item number="2"></Item></DicomAttribute>)"
              R"(<DicomAttribute tag="00081199" vr="SQ" keyword="ReferencedSOPSequence"></DicomAttribute>)");
}

TEST(NativeXmlTest, private_attributes_name_the_creator_of_their_data_set) {
    const std::string xml =
        xml_of(R"({"00090010":{"vr":"LO","Value":["A \"&\" B"]},"00091001":{"vr":"SQ","Value":[)"
               R"({"00091002":{"vr":"LO","Value":["nobody's"]}}]},"00091103":{"vr":"UN","InlineBinary":"AQI="}})");
    EXPECT_THAT(xml, HasSubstr(R"(<DicomAttribute tag="00090010" vr="LO"><Value number="1">A &quot;&amp;&quot; B<)"));
    EXPECT_THAT(xml, HasSubstr(R"(<DicomAttribute tag="00090001" vr="SQ" privateCreator="A &quot;&amp;&quot; B">)"));
    EXPECT_THAT(xml, HasSubstr(R"(<DicomAttribute tag="00091002" vr="LO"><)")) << "an item has creators of its own";
    EXPECT_THAT(xml, HasSubstr(R"(<DicomAttribute tag="00091103" vr="UN"><InlineBinary>AQI=</InlineBinary>)"));
}

TEST(NativeXmlTest, bulk_data_is_told_of_by_its_address) {
    EXPECT_THAT(xml_of(R"({"7FE00010":{"vr":"OW","BulkDataURI":"http://h/a?b=1&c=\"2\""}})"),
                HasSubstr(R"(<BulkData uri="http://h/a?b=1&amp;c=&quot;2&quot;"/></DicomAttribute>)"));
}

TEST(NativeXmlTest, hostile_texts_stay_texts) {
    const std::string xml =
        xml_of(R"({"00204000":{"vr":"LT","Value":["<script>]]>\u0000\u001b\f\b\r\n\t\u00fc\/\\\""]}})");
    EXPECT_THAT(xml, HasSubstr("&lt;script&gt;]]&gt;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD&#13;&#10;&#9;"
                               "\xC3\xBC/\\&quot;</Value>"));
    EXPECT_THAT(xml, Not(HasSubstr("<script>")));
}

TEST(NativeXmlTest, what_is_no_character_is_replaced) {
    EXPECT_EQ(escaped("a\xEF\xBF\xBF\xEF\xBF\xBE\xEF\xBF\xBD\xEF\xBD\xB1"),
              "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBD\xB1");
}

TEST(NativeXmlTest, what_is_no_dicom_json_is_refused) {
    for (const std::string_view wrong :
         {"", "[]", "{", "{}{}", "}", "]", "null", R"("x")", R"({"00100010":"x"})", R"({"PatientID":{"vr":"LO"}})",
          R"({"00100020":{}})", R"({"00100020":{"Value":["x"]}})", R"({"00100020":{"vr":"LO","Value":[{}]}})",
          R"({"00100020":{"vr":"LO","Value":[["x"]]}})", R"({"00100020":{"vr":"LO","Value":true}})",
          R"({"00100010":{"vr":"PN","Value":[{"Other":"x"}]}})", R"({"00100020":{"vr":"LO","Value":["x})",
          R"({"00100020":{"vr":"LO","Value":["\q"]}})", R"({"00100020":{"vr":"LO","Value":["\u12"]}})"}) {
        EXPECT_THROW((void)json_to_native_xml(wrong), base::Error) << wrong;
    }
}

std::string_view format_for(const std::string& accept) {
    http::Request request;
    request.headers.add("Accept", accept);
    return accepted_attribute_format(request);
}

TEST(AttributeFormatTest, json_is_the_default_and_weights_decide) {
    EXPECT_EQ(accepted_attribute_format({}), dicom_json_type);
    EXPECT_EQ(format_for("*/*"), dicom_json_type);
    EXPECT_EQ(format_for("application/*"), dicom_json_type);
    EXPECT_EQ(format_for("application/json"), plain_json_type);
    EXPECT_EQ(format_for(R"(multipart/related; type="application/dicom+xml")"), native_xml_type);
    EXPECT_EQ(format_for("multipart/related"), native_xml_type);
    EXPECT_EQ(format_for(R"(multipart/related; type="application/dicom+xml", */*;q=0.1)"), native_xml_type);
    EXPECT_EQ(format_for(R"(multipart/related; type="application/dicom+xml";q=0.5, application/dicom+json)"),
              dicom_json_type);
    EXPECT_EQ(format_for(R"(multipart/related; type="application/dicom+json")"), "");
    EXPECT_EQ(format_for("application/dicom+xml"), "") << "several objects are no single document";
}

TEST(AttributeFormatTest, the_answer_to_a_store_request_is_one_document) {
    http::Request request;
    EXPECT_EQ(accepted_store_answer(request), dicom_json_type);
    request.headers.add("Accept", "application/dicom+json;q=0.5, application/dicom+xml");
    EXPECT_EQ(accepted_store_answer(request), native_xml_type);
}

}  // namespace
}  // namespace kinote::dicomweb
