# poolhouse_room(<name> [BELOW <rooms it may include>...] [LIBRARIES <libraries>...])
#
# A room is one folder of src/ and one static library. It may include only the rooms it names as
# BELOW it, which keeps the dependencies of docs/architecture.md pointing downward; scripts/check_style looks.
function(poolhouse_room name)
  cmake_parse_arguments(ROOM "" "" "BELOW;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(poolhouse_${name} STATIC ${sources})
  target_include_directories(poolhouse_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_BELOW PREPEND poolhouse_)
  target_link_libraries(poolhouse_${name} PUBLIC ${ROOM_BELOW} ${ROOM_LIBRARIES} PRIVATE ${ROOM_PRIVATE_LIBRARIES})
endfunction()

# poolhouse_room_tests(<room> [SHARDS n] [LIBRARIES ...]): tests/unit/<room>/**.cpp as one program.
#
# A program whose tests wait for a database runs as several shards at once. GTEST_OUTPUT, when it names a
# folder, gets one report for each.
function(poolhouse_room_tests room)
  cmake_parse_arguments(T "" "SHARDS" "LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${room}_tests ${sources})
  target_include_directories(${room}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
  target_link_libraries(${room}_tests PRIVATE poolhouse_${room} GTest::gmock GTest::gtest_main ${T_LIBRARIES})
  if(NOT T_SHARDS)
    set(T_SHARDS 1)
  endif()
  foreach(shard RANGE 1 ${T_SHARDS})
    set(name ${room})
    if(T_SHARDS GREATER 1)
      set(name ${room}_${shard}_of_${T_SHARDS})
    endif()
    math(EXPR index "${shard} - 1")
    add_test(NAME ${name}
      COMMAND sh -c "GTEST_OUTPUT=\${GTEST_OUTPUT:+\${GTEST_OUTPUT}${name}.xml} GTEST_TOTAL_SHARDS=${T_SHARDS} GTEST_SHARD_INDEX=${index} exec $<TARGET_FILE:${room}_tests>")
  endforeach()
endfunction()
