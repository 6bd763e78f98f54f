# fugong_room(NAME feel FOLDER engines/feel RANK 1 SOURCES a.cpp ... DEPENDS base ... [PRIVATE libs])
#
# A room is one folder under src/ and one static library. Its sources see the public headers of
# the rooms that it names in DEPENDS, and of what those name, and of nothing else: every room's
# headers are reached through a folder that holds only links to them, so an include that the graph
# does not allow does not compile; a folder below is a room of its own. A room may depend on lower ranks, or on its own rank where
# ARCHITECTURE.md says so (desks, engines).
#
# Tests stand beside the code as NAME_test.cpp; list them in TESTS.
set(FUGONG_RANK_base 0)
set(FUGONG_RANK_engines 1)
set(FUGONG_RANK_pack 2)
set(FUGONG_RANK_platform 2)
set(FUGONG_RANK_desks 3)
set(FUGONG_RANK_app 4)

# The sources of a target, ten to a compilation: what they include is read once, not ten times. The
# names that each keeps to itself must differ within a room, which they should anyway. That each
# source includes what it needs is seen by clang-tidy, which reads them one by one (./dev lint).
function(fugong_unity target)
  if(FUGONG_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
    # gcc takes a source that is included for a header, which must not use what a source keeps to
    # itself.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

include("${CMAKE_SOURCE_DIR}/tests/sanitize/left-out.cmake" OPTIONAL)

function(fugong_room)
  cmake_parse_arguments(R "" "NAME;FOLDER" "SOURCES;DEPENDS;PRIVATE;PUBLIC;TESTS;HEADERS" ${ARGN})
  string(REGEX MATCH "^[a-z]+" top "${R_FOLDER}")
  set(rank ${FUGONG_RANK_${top}})
  add_library(${R_NAME} STATIC ${R_SOURCES})
  fugong_unity(${R_NAME})
  set_target_properties(${R_NAME} PROPERTIES OUTPUT_NAME fugong_${R_NAME})
  # include root with exactly the room's headers: <root>/<FOLDER>/x.hpp -> src/<FOLDER>/x.hpp
  set(root "${CMAKE_BINARY_DIR}/include/${R_NAME}")
  file(REMOVE_RECURSE "${root}")
  file(MAKE_DIRECTORY "${root}/${R_FOLDER}")
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}/src/${R_FOLDER}"
    "${CMAKE_SOURCE_DIR}/src/${R_FOLDER}/*.hpp")
  foreach(header ${headers})
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/src/${R_FOLDER}/${header}"
      "${root}/${R_FOLDER}/${header}" SYMBOLIC)
  endforeach()
  target_include_directories(${R_NAME} PUBLIC "${root}")
  foreach(dep ${R_DEPENDS})
    get_property(dep_folder GLOBAL PROPERTY FUGONG_FOLDER_${dep})
    if(NOT dep_folder)
      message(FATAL_ERROR "room ${R_NAME} depends on ${dep}, which is not declared before it")
    endif()
    string(REGEX MATCH "^[a-z]+" dep_top "${dep_folder}")
    if(FUGONG_RANK_${dep_top} GREATER rank)
      message(FATAL_ERROR "room ${R_NAME} (${top}) may not depend on ${dep} (${dep_top})")
    endif()
    if((top STREQUAL "platform" OR top STREQUAL "pack") AND FUGONG_RANK_${dep_top} EQUAL rank
       AND NOT dep_top STREQUAL top)
      message(FATAL_ERROR "pack and platform do not know each other: ${R_NAME} -> ${dep}")
    endif()
    if(top STREQUAL "platform" AND dep_top STREQUAL "engines")
      message(FATAL_ERROR "platform knows no engine: ${R_NAME} -> ${dep}")
    endif()
  endforeach()
  target_link_libraries(${R_NAME} PUBLIC ${R_DEPENDS} ${R_PUBLIC} PRIVATE ${R_PRIVATE})
  set_property(GLOBAL PROPERTY FUGONG_FOLDER_${R_NAME} "${R_FOLDER}")
  set_property(GLOBAL APPEND PROPERTY FUGONG_ROOMS ${R_NAME})

  if(FUGONG_TESTS AND R_TESTS)
    add_executable(${R_NAME}_test ${R_TESTS})
    fugong_unity(${R_NAME}_test)
    target_link_libraries(${R_NAME}_test PRIVATE ${R_NAME} gtest gtest_main Threads::Threads)
    # A test is compiled more often than it is run: what it tests is optimised, it itself hardly.
    target_compile_options(${R_NAME}_test PRIVATE -O1)
    target_compile_definitions(${R_NAME}_test PRIVATE
      FUGONG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    if(FUGONG_SANITIZE)
      # It is the rooms that are watched, not their tests: those compile in half the time like this.
      target_compile_options(${R_NAME}_test PRIVATE -O0 -fno-sanitize=alignment)
    endif()
    if(FUGONG_SANITIZE)
      add_test(NAME ${R_NAME} COMMAND ${R_NAME}_test "--gtest_filter=-${FUGONG_NOT_SANITIZED}")
    else()
      add_test(NAME ${R_NAME} COMMAND ${R_NAME}_test)
    endif()
    set_tests_properties(${R_NAME} PROPERTIES TIMEOUT 900)
  endif()
endfunction()
