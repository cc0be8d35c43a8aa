#include "dicom/element_copy.hpp"

#include "dicom/vr.hpp"

namespace kinote::dicom {

// Deep as the object is, which was parsed within limits.
void copy_element(ElementWriter& writer, const Element& element) {  // NOLINT(misc-no-recursion)
    if (!element.is_sequence()) {
        writer.bytes(element.tag(), is_known(element.vr()) ? element.vr() : Vr::UN, element.bytes());
        return;
    }
    writer.begin_sequence(element.tag());
    for (const Item item : element.items()) copy_item(writer, item);
    writer.end_sequence();
}

void copy_item(ElementWriter& writer, const Item& item) {  // NOLINT(misc-no-recursion)
    writer.begin_item();
    for (const Element element : item.elements()) {
        if (!element.tag().is_group_length()) copy_element(writer, element);
    }
    writer.end_item();
}

}  // namespace kinote::dicom
