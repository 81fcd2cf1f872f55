/** Calling the rotation functions of others over HTTP, as AWS Lambda's are called. */
@NullMarked
package dev.keyturn.databases.function;

import org.jspecify.annotations.NullMarked;
