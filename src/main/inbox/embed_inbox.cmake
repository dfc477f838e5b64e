# cmake -DDIRECTORY=<web/inbox> -DOUTPUT=<.cpp> -P embed_inbox.cmake
# Writes inbox_style() and inbox_script() of inbox_page.h from the files of web/inbox.
file(READ "${DIRECTORY}/inbox.css" style)
file(READ "${DIRECTORY}/inbox.js" script)
file(WRITE "${OUTPUT}" "// Written by src/main/inbox/embed_inbox.cmake from web/inbox.
#include \"main/inbox/inbox_page.h\"

namespace poolhouse {

std::string_view inbox_style() { return R\"__css__(${style})__css__\"; }
std::string_view inbox_script() { return R\"__js__(${script})__js__\"; }

}  // namespace poolhouse
")
