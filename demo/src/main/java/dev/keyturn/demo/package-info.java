@NullMarked
package dev.keyturn.demo;

import org.jspecify.annotations.NullMarked;
