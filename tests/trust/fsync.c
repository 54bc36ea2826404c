/* Preloaded: the call of fsync or fdatasync that FSYNC_FAILS_AT counts to, in each process, fails with EIO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

static int calls;

static int passed_on(const char *name, int file) {
    const char *at = getenv("FSYNC_FAILS_AT");
    if (at && __sync_add_and_fetch(&calls, 1) == atoi(at)) {
        errno = EIO;
        return -1;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return passed_on("fsync", file); }
int fdatasync(int file) { return passed_on("fdatasync", file); }
