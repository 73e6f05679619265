// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libcurl brings 30 libraries along, and every fork() copies what they have mapped: 100 children
 * took 64 ms instead of 30. So it is loaded when there is a daemon to ask, and unloaded before
 * anybody forks.
 */
#include "containers/curl.h"

#include <dlfcn.h>

#define LIBRARY "libcurl.so.4" /* its ABI is the same since 2006 */

static void *find(void *library, const char *name, bool *found)
{
	void *function = dlsym(library, name);

	*found &= function != NULL;
	return function;
}

int curl_load(struct curl *ret)
{
	struct curl curl = {.library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL)};
	bool found = true;

	if (!curl.library)
		return -ELIBACC;
#define CURL_FIND(name) curl.name = (typeof(curl.name))find(curl.library, "curl_" #name, &found);
	CURL_FUNCTIONS(CURL_FIND)
#undef CURL_FIND
	if (!found) {
		dlclose(curl.library);
		return -ELIBACC;
	}
	*ret = curl;
	return 0;
}

void curl_unload(struct curl *curl)
{
	if (curl->library) {
		curl->global_cleanup();
		dlclose(curl->library);
	}
	*curl = (struct curl){0};
}
